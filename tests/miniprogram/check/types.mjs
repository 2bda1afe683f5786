// TypeScript's findings about the scripts, and what it knows about each page: its data, its methods, its properties.
import path from 'node:path'
import ts from 'typescript'

export function program (config, folder) {
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(config, ts.sys.readFile).config, ts.sys, path.dirname(config))
  const scripts = ts.sys.readDirectory(folder, ['.js'])
  const types = ts.sys.readDirectory(path.join(path.dirname(config), 'types'), ['.d.ts'])
  return ts.createProgram([...scripts, ...types], options)
}

export function diagnostics (made, folder) {
  return ts.getPreEmitDiagnostics(made).map((found) => {
    const text = ts.flattenDiagnosticMessageText(found.messageText, ' ')
    if (!found.file) return text
    const { line } = found.file.getLineAndCharacterOfPosition(found.start)
    return `${path.relative(folder, found.file.fileName)}:${line + 1} ${text}`
  })
}

// What Page({…}) or Component({…}) of a file declares.
export function declaration (made, file) {
  const source = made.getSourceFile(file)
  const checker = made.getTypeChecker()
  const call = source.statements.map((one) => one.expression).find((one) => one && ts.isCallExpression(one) && ['Page', 'Component'].includes(one.expression.getText(source)))
  const parts = Object.fromEntries(call.arguments[0].properties.map((one) => [one.name.getText(source), one]))
  const isComponent = call.expression.getText(source) === 'Component'
  const inside = (part) => (part ? part.initializer.properties.map((one) => one.name.getText(source)) : [])
  const visit = (work, node = source) => { work(node); ts.forEachChild(node, (child) => visit(work, child)) }
  return {
    checker,
    source,
    visit: (work) => visit(work),
    data: parts.data ? checker.getTypeAtLocation(parts.data.initializer) : null,
    properties: isComponent ? inside(parts.properties) : [],
    methods: isComponent ? inside(parts.methods) : Object.keys(parts)
  }
}
