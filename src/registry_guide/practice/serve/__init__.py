"""How a practice registry is reached: HTTP, TLS, the proxy, the pages for people."""
