"""Protocol servers of the local rails' vendors, on loopback: for tests, journeys and local runs.

Each speaks what its vendor documents, with that vendor's signatures; written apart from our adapters, so that one
mistake is not made twice.
"""
