"""Class boards: one experiment that a class predicts, trains and discusses together. No screen, no mathematics."""
