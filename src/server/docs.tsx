/** `/docs` and `/openapi.json`: the API from its own schemas, as a page that loads nothing from anywhere. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { FC } from 'hono/jsx';
import { problemCodes } from '../problem.js';
import { Frame } from '../ui/frame.js';
import type { Env } from './request.js';

interface Operation {
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  default?: unknown;
  description?: string;
  items?: Schema;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
}

interface Document {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

export function docsRoutes(app: OpenAPIHono<Env>, version: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'adminToken', { type: 'http', scheme: 'bearer' });
  const document = () =>
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'wellread',
        version,
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
        description:
          'Answers out of curated reading lists: ranked sources, and a citation for every sentence.',
      },
      servers: [{ url: '/' }],
    });
  app.get('/openapi.json', (c) => c.json(document()));
  app.get('/docs', (c) => c.html(`<!doctype html>${<Docs document={document() as Document} />}`));
}

const Docs: FC<{ document: Document }> = ({ document }) => (
  <Frame title="API · wellread" here="/docs" styles={['reader']}>
    <article>
      <h1>API</h1>
      <p>
        JSON over HTTP; the same as a machine reads it: <a href="/openapi.json">openapi.json</a>. Agents speak
        MCP at <code>/mcp</code>; operators read <code>/healthz</code>, <code>/readyz</code> and{' '}
        <code>/metrics</code>.
      </p>
      {Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => (
          <Endpoint method={method.toUpperCase()} path={path} operation={operation} />
        )),
      )}
      <h2 id="schemas">Bodies</h2>
      {Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => (
        <section>
          <h3 id={`schema-${name}`}>{name}</h3>
          <Fields schema={schema} />
        </section>
      ))}
      <h2 id="problems">Problems</h2>
      <p>
        Errors are <code>application/problem+json</code> (RFC 9457). Their <code>code</code> is stable:
      </p>
      <ul>
        {problemCodes().map((code) => (
          <li id={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </article>
  </Frame>
);

const Endpoint: FC<{ method: string; path: string; operation: Operation }> = ({
  method,
  path,
  operation,
}) => (
  <section>
    <h2>
      <code>
        {method} {path}
      </code>
    </h2>
    <p>{operation.summary}.</p>
    {operation.description && <p>{operation.description}</p>}
    {operation.parameters && (
      <Fields
        schema={{
          properties: Object.fromEntries(
            operation.parameters.map(({ name, schema, description }) => [name, { description, ...schema }]),
          ),
          required: operation.parameters.filter(({ required }) => required).map(({ name }) => name),
        }}
      />
    )}
    {operation.requestBody && (
      <p>
        Body: <TypeOf schema={firstSchema(operation.requestBody.content)} />
      </p>
    )}
    <ul>
      {Object.entries(operation.responses ?? {}).map(([status, response]) => (
        <li>
          <strong>{status}</strong> {response.description}{' '}
          {response.content && <TypeOf schema={firstSchema(response.content)} />}
        </li>
      ))}
    </ul>
  </section>
);

const Fields: FC<{ schema: Schema }> = ({ schema }) => (
  <table>
    <tbody>
      {Object.entries(schema.properties ?? {}).map(([name, field]) => (
        <tr>
          <th scope="row">
            <code>{name}</code>
          </th>
          <td>
            <TypeOf schema={field} />
            {!schema.required?.includes(name) && ', optional'}
            {field.default !== undefined && `, default ${JSON.stringify(field.default)}`}
          </td>
          <td>{field.description}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

const TypeOf: FC<{ schema: Schema | undefined }> = ({ schema }) => {
  if (schema?.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return <a href={`#schema-${name}`}>{name}</a>;
  }
  if (schema?.items) {
    return (
      <>
        list of <TypeOf schema={schema.items} />
      </>
    );
  }
  return <>{typeWords(schema)}</>;
};

function typeWords(schema: Schema | undefined): string {
  if (schema?.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema?.anyOf) return schema.anyOf.map(typeWords).join(' or ');
  const type = schema?.type ?? 'anything';
  const range =
    schema?.minimum !== undefined && schema.maximum !== undefined
      ? ` ${schema.minimum}-${schema.maximum}`
      : '';
  return `${Array.isArray(type) ? type.join(' or ') : type}${range}`;
}

function firstSchema(content: Record<string, { schema?: Schema }> | undefined): Schema | undefined {
  return Object.values(content ?? {})[0]?.schema;
}
