"""The pages that Stripe hosts for a platform's users: 3-D Secure and onboarding."""
