"""Documents that come in, and what official rules say of them."""
