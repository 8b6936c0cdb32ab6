"""Reports: what a grade and its trace look like to people, and to spreadsheets and machines.

`layout` decides what stands where; every format is a room that writes it down. Invariant: nothing here decides a point;
a report can be thrown away and written again, byte for byte.
"""
