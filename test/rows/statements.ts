import { relative } from 'node:path';
import ts from 'typescript';

/** One `tx.query(sql)` of the house, as far as it can be read without running it. */
export interface Statement {
  /** `libs/…:line`. */
  readonly at: string;
  /** What is sent, in each of its forms; none where the text is put together from what only a run knows. */
  readonly texts: readonly string[];
  /** What code takes a row for. */
  readonly row: Readonly<Record<string, Taken>>;
}
/** `of`: string, number, bigint, boolean, Date, PlainDate, Instant, Buffer, array or any. */
export interface Taken {
  readonly of: string;
  readonly optional: boolean;
}

/** Forms of one text that are looked at: a condition in it has two. */
const mostForms = 16;
type Known = ReadonlyMap<ts.Symbol, readonly string[]>;

/** The sources of the program, with their types. */
export function readProgram(): ts.Program {
  const config = ts.getParsedCommandLineOfConfigFile(
    'tsconfig.json',
    { noEmit: true },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  )!;
  return ts.createProgram(config.fileNames, config.options);
}

/** Every statement in the sources of the program, and what its rows are taken for. */
export function readStatements(root: string): Statement[] {
  const program = readProgram();
  const checker = program.getTypeChecker();
  const statements: Statement[] = [];
  for (const file of program.getSourceFiles()) {
    const path = relative(root, file.fileName);
    if (!/^(libs|apps)\//.test(path) || /\.spec\.ts$|\/migrations\/|^libs\/testing\//.test(path)) continue;
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isQuery(node, checker)) {
        const row = rowOf(node, checker);
        const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        if (row)
          statements.push({
            at: `${path}:${line}`,
            texts: textsOf(node.arguments[0]!, checker, new Map()),
            row,
          });
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return statements;
}

/** A call of the `query` of a transaction: of `SystemTx`, or of what picks it. */
function isQuery(call: ts.CallExpression, checker: ts.TypeChecker): boolean {
  if (!ts.isPropertyAccessExpression(call.expression) || call.expression.name.text !== 'query') return false;
  const declared = checker.getSymbolAtLocation(call.expression.name)?.declarations?.[0];
  return declaredIn(declared, '/platform/db/tx.ts');
}

const declaredIn = (declared: ts.Node | undefined, file: string): boolean =>
  declared?.getSourceFile().fileName.endsWith(file) ?? false;

/** What the promise's array holds; undefined where code takes it for nothing. */
function rowOf(call: ts.CallExpression, checker: ts.TypeChecker): Statement['row'] | undefined {
  const answer = checker.getReturnTypeOfSignature(checker.getResolvedSignature(call)!) as ts.TypeReference;
  const rows = checker.getTypeArguments(answer)[0] as ts.TypeReference;
  const row = checker.getTypeArguments(rows)[0]!;
  const properties = checker.getPropertiesOfType(row);
  if (!properties.length) return undefined;
  return Object.fromEntries(
    properties.map((property) => {
      const type = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(property, call));
      return [
        property.name,
        { of: kindOf(type, checker), optional: (property.flags & ts.SymbolFlags.Optional) !== 0 },
      ];
    }),
  );
}

/** What a value is in code, whether or not it may be null: see `Taken`. */
export function kindOf(type: ts.Type, checker: ts.TypeChecker): string {
  const parts = type.isUnion() ? type.types : [type];
  const all = (flags: ts.TypeFlags) => parts.every((part) => (part.flags & flags) !== 0);
  if (all(ts.TypeFlags.StringLike)) return 'string';
  if (all(ts.TypeFlags.NumberLike)) return 'number';
  if (all(ts.TypeFlags.BigIntLike)) return 'bigint';
  if (all(ts.TypeFlags.BooleanLike)) return 'boolean';
  if (parts.every((part) => checker.isArrayType(part))) return 'array';
  const name = type.getSymbol()?.name ?? '';
  return ['Date', 'Buffer', 'PlainDate', 'Instant'].includes(name) ? name : 'any';
}

/** The forms of a text: literals, what constants hold, and small functions that put texts together. */
function textsOf(node: ts.Expression, checker: ts.TypeChecker, known: Known): readonly string[] {
  const read = (part: ts.Expression) => textsOf(part, checker, known);
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return [node.text];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return read(node.expression);
  if (ts.isConditionalExpression(node)) return [...read(node.whenTrue), ...read(node.whenFalse)];
  if (ts.isTemplateExpression(node))
    return node.templateSpans.reduce<readonly string[]>(
      (heads, span) => joined(heads, read(span.expression), span.literal.text),
      [node.head.text],
    );
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return joined(read(node.left), read(node.right), '');
  if (ts.isCallExpression(node)) return calledTexts(node, checker, known);
  if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) {
    const symbol = symbolOf(node, checker);
    const text = symbol && known.get(symbol);
    if (text) return text;
    const value = symbol && valueOf(symbol);
    const texts = value && !ts.isArrowFunction(value) ? textsOf(value, checker, new Map()) : [];
    if (texts.length) return texts;
  }
  return literalsOf(checker.getTypeAtLocation(node));
}

/** One of a few words, such as the two rails of billing. */
function literalsOf(type: ts.Type): readonly string[] {
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.isStringLiteral()) ? parts.map((part) => part.value) : [];
}

const joined = (heads: readonly string[], middles: readonly string[], tail: string): readonly string[] =>
  heads.flatMap((head) => middles.map((middle) => head + middle + tail)).slice(0, mostForms);

function calledTexts(call: ts.CallExpression, checker: ts.TypeChecker, known: Known): readonly string[] {
  // What is asked of the same rows changes nothing of what they are: as if nothing were.
  if (declaredIn(checker.getResolvedSignature(call)?.declaration, '/platform/db/parameters.ts'))
    return [/\bname$/.test(call.expression.getText()) ? 'NULL' : ''];
  const symbol = symbolOf(call.expression, checker);
  const called = symbol && valueOf(symbol);
  if (!called || !ts.isArrowFunction(called) || ts.isBlock(called.body)) return [];
  const given = new Map<ts.Symbol, readonly string[]>();
  for (const [index, parameter] of called.parameters.entries()) {
    const passed = call.arguments[index] ?? parameter.initializer;
    const name = checker.getSymbolAtLocation(parameter.name);
    if (passed && name) given.set(name, textsOf(passed, checker, known));
  }
  return textsOf(called.body, checker, given);
}

function symbolOf(node: ts.Node, checker: ts.TypeChecker): ts.Symbol | undefined {
  const symbol = checker.getSymbolAtLocation(node);
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function valueOf(symbol: ts.Symbol): ts.Expression | undefined {
  const declared = symbol.declarations?.[0];
  return declared && (ts.isVariableDeclaration(declared) || ts.isPropertyAssignment(declared))
    ? declared.initializer
    : undefined;
}
