"""What the shared library's and the packages' keywords do, and where each is used: Libdoc in a process of its own."""
