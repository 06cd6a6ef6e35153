"""What trains: processes of this machine, behind an interface that a cluster can have too."""
