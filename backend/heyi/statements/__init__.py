"""What a company's books say: tables made from the chain's events, for people, spreadsheets and scripts."""
