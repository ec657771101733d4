"""What the properties panel of the modeler asks: the names of a version, and what is wrong with an expression."""
