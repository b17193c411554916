"""What pages share, so that pages stay short."""
