"""The databases of the comparison, a file for each: how a fresh copy is made, and how its rows are summed up."""
