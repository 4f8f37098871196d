"""Outbound calls of billing: files and fonts, the register of VAT ids, the tables that ship with us."""
