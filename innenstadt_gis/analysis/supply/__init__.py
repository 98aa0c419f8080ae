"""Retail and services: how closely shops stand, what interrupts them, what draws people."""
