"""The experiments of Nielsen's book, trained here: what it reports, what comes out, and whether the two agree."""
