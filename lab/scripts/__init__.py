"""An experiment as one Python file that a reader takes along: `script.script` writes it from templates."""
