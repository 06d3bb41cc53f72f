import { EditorView } from '@codemirror/view';

/**
 * CodeMirror's marks in the colours of Lab's theme. Not in a style sheet:
 * tooltips stand outside of the editor, and carry only its theme's class.
 */
export const lintTheme = EditorView.theme({
  // Lab's own background of the gutter is for line numbers.
  '&.cm-editor .cm-gutters:not(:has(.cm-lineNumbers))': {
    border: 'none',
    background: 'transparent'
  },
  '.cm-gutter-lint': { width: '1.2em' },
  '.cm-tooltip-lint': { maxWidth: '560px' },
  '.cm-diagnostic': {
    padding: '4px 8px',
    fontFamily: 'var(--jp-ui-font-family)',
    fontSize: 'var(--jp-ui-font-size1)',
    whiteSpace: 'normal'
  },
  '.cm-diagnosticText': { display: 'block', marginBottom: '4px' },
  '.cm-diagnosticSource': { opacity: '1' },
  '.cm-diagnosticAction': {
    marginInline: '0 8px',
    padding: '2px 8px',
    border: 'var(--jp-border-width) solid var(--jp-inverse-border-color)',
    borderRadius: 'var(--jp-border-radius)',
    backgroundColor: 'var(--jp-layout-color1)',
    color: 'var(--jp-ui-font-color1)'
  },
  '.cm-diagnosticAction:hover': {
    backgroundColor: 'var(--jp-layout-color2)'
  }
});
