"""administration in DynamoDB."""
