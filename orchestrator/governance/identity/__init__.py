"""Sign-in by a municipality's own identity provider (OpenID Connect): who says who somebody is, never what they may."""
