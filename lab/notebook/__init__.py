"""Comparisons from Python and from notebooks.

    import lab

    result = lab.compare("softmax:log_likelihood:0.5", "sigmoid:cross_entropy:0.5", train=1000)
    result.verdict               which arm is ahead, and whether that is more than chance
    result.figure("accuracy")    an Altair chart; `result.figures` has the names of all of them
    result.frame()               a pandas DataFrame, a row for each arm, seed, epoch and set of images

They are trained as on the command line, to the same bits. pandas and Altair are loaded when they are asked for.
"""
