namespace RL4VLM.Cli.Report;

/// <summary>The report's only style sheet: one column on a phone, light and dark.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --fg: #1c2127; --muted: #5f6b7a; --bg: #fff; --card: #f5f7f9; --line: #d8dee4;
          --s0: #1668c7; --s1: #c2410c; --s2: #15803d; --s3: #7c3aed; --s4: #be185d; --s5: #0f766e; --s6: #a16207; --s7: #475569; --good: #15803d; --bad: #b91c1c; }
        @media (prefers-color-scheme: dark) { :root { --fg: #e6e9ec; --muted: #9aa7b4; --bg: #14181d; --card: #1d232a; --line: #343d47;
          --s0: #60a5fa; --s1: #fb923c; --s2: #4ade80; --s3: #c4b5fd; --s4: #f472b6; --s5: #2dd4bf; --s6: #facc15; --s7: #94a3b8; --good: #4ade80; --bad: #f87171; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 1200px; padding: 1rem; background: var(--bg); color: var(--fg); font: 16px/1.5 system-ui, sans-serif; }
        h1 { margin: .5rem 0 0; font-size: 1.7rem; overflow-wrap: anywhere; } h2 { margin: 2rem 0 .25rem; font-size: 1.25rem; } h3 { margin: 1.25rem 0 .5rem; font-size: 1rem; }
        .lead, section > p, small { color: var(--muted); } .lead { margin: 0; } section > p { margin: 0 0 .75rem; }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap; }
        th, td { padding: .3rem .75rem .3rem 0; text-align: left; border-bottom: 1px solid var(--line); } th { color: var(--muted); font-weight: 500; }
        .bar { width: 10rem; } .bar span { display: block; height: .6rem; border-radius: 2px; background: var(--s0); }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: 1rem; }
        figure { margin: 0; padding: .75rem; background: var(--card); border-radius: 8px; } figcaption { font-weight: 600; } figcaption small { font-weight: 400; }
        .chart { display: block; width: 100%; height: auto; } .grid { stroke: var(--line); } .reference { stroke: var(--muted); stroke-dasharray: 5 4; }
        .tick { fill: var(--muted); font-size: 13px; } .chart polyline { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; } .chart circle { fill: currentColor; }
        .timeline { min-width: 40rem; } figure + .scroll { margin-top: .75rem; } .timeline g rect { height: 16px; fill: currentColor; } .timeline .odd { opacity: .55; } .timeline .idle { fill: var(--line); opacity: .6; } .timeline g rect:hover { fill: var(--fg); opacity: 1; }
        .s0 { color: var(--s0); } .s1 { color: var(--s1); } .s2 { color: var(--s2); } .s3 { color: var(--s3); } .s4 { color: var(--s4); } .s5 { color: var(--s5); } .s6 { color: var(--s6); } .s7 { color: var(--s7); } .legend { margin: 0; font-size: .85rem; } .legend span { margin-right: .75rem; }
        .episode { margin: 0 0 .75rem; padding: .5rem .75rem; background: var(--card); border-radius: 8px; } summary { cursor: pointer; }
        ol { list-style: none; margin: .5rem 0 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); gap: .75rem; }
        li { display: flex; gap: .75rem; align-items: flex-start; } li img { flex: none; border: 1px solid var(--line); border-radius: 4px; image-rendering: auto; } li > div { min-width: 0; flex: 1; }
        pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.45 ui-monospace, monospace; } .manifest { overflow-x: auto; }
        dl { display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem; margin: .4rem 0 0; font-size: .9rem; } dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
        .success { color: var(--good); } .failure { color: var(--bad); }
        @media (max-width: 480px) { li img { width: 96px; height: 96px; } }
        """;
}
