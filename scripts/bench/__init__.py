"""`make bench`: measures what a service has to bear, with a company's real events and one of 4,700 units."""
