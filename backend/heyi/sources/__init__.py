"""Where facts come from: files that each oracle node reads on its own and cuts to figures per unit and period."""
