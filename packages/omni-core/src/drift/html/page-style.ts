/** The style of the page: both colour schemes, and two columns that become one where they do not fit. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --panel: #f6f8fa; --link: #0550ae;
  --git: #ffebe9; --git-mark: #ffc1ba; --omni: #dafbe1; --omni-mark: #8ee6a1;
  --missing: #cf222e; --changed: #7d4e00; --extra: #1a7f37; --version: #6639ba; --health: #a40e26; --pending: #0550ae;
  --failed: #82071e; --badge: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --text: #e6edf3; --quiet: #9da7b3; --line: #3d444d; --panel: #161b22; --link: #79c0ff;
    --git: #3a1a1d; --git-mark: #8e2c33; --omni: #12301c; --omni-mark: #1f6b36;
    --missing: #ff9a92; --changed: #e3b341; --extra: #6bd583; --version: #d2b8ff; --health: #ffa8b4; --pending: #9ccbff;
    --failed: #ffb3ad; --badge: #0d1117;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1rem; max-width: 84rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .25rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0; font-weight: 600; }
p { margin: .25rem 0; }
a { color: var(--link); }
code, .diff, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .8125rem; }
.quiet { color: var(--quiet); font-size: .875rem; }
.badge {
  display: inline-block; padding: 0 .5em; border-radius: 1em; margin: 0 .35rem .2rem 0;
  background: var(--c); color: var(--badge); font-size: .8125rem; font-weight: 600;
}
.missing { --c: var(--missing); } .changed { --c: var(--changed); } .extra { --c: var(--extra); }
.version { --c: var(--version); } .health { --c: var(--health); } .pending { --c: var(--pending); }
.failed { --c: var(--failed); }
.clusters { list-style: none; margin: 1rem 0; padding: 0; }
.clusters li { padding: .35rem 0; border-bottom: 1px solid var(--line); }
.clusters a { margin-right: .5rem; font-weight: 600; }
article { margin: 1rem 0; border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
article > header, article > p, article > table, article > pre { margin: 0; padding: .5rem .75rem; }
article > header { background: var(--panel); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
details > summary { padding: .35rem .75rem; cursor: pointer; color: var(--link); border-top: 1px solid var(--line); }
.fields { border-collapse: collapse; width: 100%; font-size: .875rem; }
.fields th, .fields td { text-align: left; vertical-align: top; padding: .2rem .75rem .2rem 0; }
.diff { display: grid; grid-template-columns: 1fr 1fr; border-top: 1px solid var(--line); line-height: 1.45; }
.row { display: contents; }
.cell { padding: 0 .5rem 0 4.75rem; min-height: 1.45em; white-space: pre-wrap; overflow-wrap: anywhere; position: relative; }
.cell.omni { border-left: 1px solid var(--line); }
.cell > .n { position: absolute; left: 0; width: 3.6rem; text-align: right; color: var(--quiet); user-select: none; }
.head > .cell { background: var(--panel); font-weight: 600; padding-left: .75rem; }
.changed > .git.cell, .removed > .cell.git { background: var(--git); }
.changed > .omni.cell, .added > .cell.omni { background: var(--omni); }
.cell del, .cell ins { text-decoration: none; border-radius: .15rem; }
.cell del { background: var(--git-mark); } .cell ins { background: var(--omni-mark); }
.cell > .s { position: absolute; left: 3.75rem; color: var(--quiet); user-select: none; }
.gap > .cell { background: var(--panel); color: var(--quiet); }
@media (max-width: 44rem) {
  body { padding: .75rem; }
  .diff { grid-template-columns: 1fr; }
  .cell { padding-left: 3.1rem; }
  .cell > .n { width: 2.2rem; } .cell > .s { left: 2.4rem; }
  .cell.omni { border-left: 0; }
  .head > .git::before { content: "− "; } .head > .omni::before { content: "+ "; }
  .same > .cell.omni, .removed > .cell.omni, .added > .cell.git, .gap > .cell.omni { display: none; }
  .fields, .fields tbody, .fields tr, .fields th, .fields td { display: block; }
  .fields thead { display: none; }
  .fields td::before { content: attr(data-side) " "; color: var(--quiet); }
  .fields tr { padding: .35rem 0; border-bottom: 1px solid var(--line); }
}
`;
