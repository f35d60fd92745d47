"""Who may do what: accounts and roles, Digest and Basic, lock-out, web sign-in."""
