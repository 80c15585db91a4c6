"""Backup and restore of the whole platform: one archive, checked by hashes, made while work goes on."""
