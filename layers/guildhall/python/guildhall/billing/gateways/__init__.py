"""Outbound calls of billing: files and fonts, the register of VAT ids, the tables that ship with us."""

from guildhall.billing.gateways.files import S3Files as S3Files
from guildhall.billing.gateways.numbers import StandardNumbers as StandardNumbers
from guildhall.billing.gateways.printer import PdfPrinter as PdfPrinter
from guildhall.billing.gateways.rates import load_rates as load_rates
from guildhall.billing.gateways.vies import ViesRegister as ViesRegister
from guildhall.billing.gateways.words import shown as shown
