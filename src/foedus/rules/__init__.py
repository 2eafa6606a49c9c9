"""Decision rules as monotone graphs of threshold gates: exact integers, no input or output."""
