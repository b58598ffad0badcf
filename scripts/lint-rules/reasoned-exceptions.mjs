/** An exception to a rule says why, after two hyphens. */
export default {
  illegal: {
    file: 'libs/ledger/ledger.ts',
    code: '// eslint-disable-next-line middletier/business-time\nconst seconds = 1;',
  },
  meta: { type: 'problem', schema: [] },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const exception = /^\s*(eslint-disable|@ts-(ignore|expect-error|nocheck))/.test(comment.value);
          if (exception && !/ -- \S.{9,}/.test(comment.value))
            context.report({ loc: comment.loc, message: 'Say why, after " -- ".' });
        }
      },
    };
  },
};
