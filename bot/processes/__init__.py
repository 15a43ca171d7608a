"""The processes that make up a running assistant, and what starts and watches them."""
