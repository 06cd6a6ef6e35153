"""The commands of the command line, a module each. To add one: write its module, name its row in `lab.commandline`."""
