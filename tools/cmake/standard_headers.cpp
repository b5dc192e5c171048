// Nothing: its target compiles the headers that most files include.
