"""What can go wrong with images.

NotFound
└── ImageUnknown
Conflict
├── ImageNotUploaded
└── TooManyImages
Invalid
└── ImageRefused
"""

from guildhall.kernel.errors import Conflict, Invalid, NotFound


class ImageUnknown(NotFound):
    """The venue has no such image, or none of this width and format."""

    slug = "bookings/image-unknown"
    title = "There is no such image"


class ImageNotUploaded(Conflict):
    """The form that was given for the upload has not been used yet."""

    slug = "bookings/image-not-uploaded"
    title = "The image has not been uploaded"


class TooManyImages(Conflict):
    """The venue has as many images as it may have."""

    slug = "bookings/too-many-images"
    title = "There are too many images"


class ImageRefused(Invalid):
    """Its type is not taken, or it is too large."""

    slug = "bookings/image-refused"
    title = "This image is not taken"
