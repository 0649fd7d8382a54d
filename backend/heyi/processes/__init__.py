"""What a company runs: reading and reporting facts, closing books. Each can be stopped anywhere and run again."""
