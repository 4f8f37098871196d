// Writes src/lib/api/schema.d.ts from the committed OpenAPI document, before every check of types: a route that changes
// breaks the client here, and there is no second copy to keep fresh.
import fs from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const document = JSON.parse(fs.readFileSync(new URL('../../docs/api/openapi.json', import.meta.url), 'utf8'));
// The framework's own error shape refers to a schema that is never sent and therefore left out of the document.
document.components.schemas.ValidationError ??= { type: 'object' };

fs.writeFileSync(
  new URL('../src/lib/api/schema.d.ts', import.meta.url),
  `// Generated from docs/api/openapi.json.\n${astToString(await openapiTS(document))}`,
);
