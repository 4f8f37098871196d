"""What billing needs, by who asks."""

from guildhall.billing.ports.documents import Books as Books
from guildhall.billing.ports.documents import Documents as Documents
from guildhall.billing.ports.documents import Files as Files
from guildhall.billing.ports.documents import Parties as Parties
from guildhall.billing.ports.documents import Printer as Printer
from guildhall.billing.ports.documents import Settings as Settings
from guildhall.billing.ports.tax import Numbers as Numbers
from guildhall.billing.ports.tax import TaxProfiles as TaxProfiles
from guildhall.billing.ports.tax import VatRegister as VatRegister
