"""The emission-reduction list: who emits what, who cuts how much, and whether it is enough."""
