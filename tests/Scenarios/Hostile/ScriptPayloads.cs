namespace Sotto.Scenarios.Hostile;

/// <summary>A hundred ways in which text has become script elsewhere.</summary>
internal static class ScriptPayloads
{
    private const string Strike = "window.struck=1;alert(1)";

    private static readonly string[] Bodies =
    [
        $"<script>{Strike}</script>",
        $"<img src=x onerror=\"{Strike}\">",
        $"<svg onload=\"{Strike}\"></svg>",
        $"<svg><script>{Strike}</script></svg>",
        $"<iframe srcdoc=\"<script>parent.struck=1</script>\"></iframe>",
        $"<iframe src=\"javascript:{Strike}\"></iframe>",
        $"<a href=\"javascript:{Strike}\">press</a>",
        $"<math><a xlink:href=\"javascript:{Strike}\">m</a></math>",
        $"<details open ontoggle=\"{Strike}\"><summary>d</summary></details>",
        $"<video><source onerror=\"{Strike}\"></video>",
        $"<body onload=\"{Strike}\">",
        $"<input autofocus onfocus=\"{Strike}\">",
        $"<object data=\"javascript:{Strike}\"></object>",
        $"<embed src=\"data:text/html,<script>{Strike}</script>\">",
        $"<style>@import 'javascript:{Strike}'</style>",
        $"<form action=\"javascript:{Strike}\"><button>go</button></form>",
        $"<meta http-equiv=refresh content=\"0;url=javascript:{Strike}\">",
        $"<base href=\"javascript:{Strike}//\">",
        $"[press](javascript:{Strike})",
        $"[press](data:text/html,<script>{Strike}</script>)",
        $"[press](vbscript:{Strike})",
        $"![x](javascript:{Strike})",
        $"[a](https://example.com \"onmouseover={Strike}\")",
        $"`{Strike}`<script>{Strike}</script>",
        $"{{{{constructor.constructor('{Strike}')()}}}}",
    ];

    /// <summary>Each body plain, out of an attribute, out of a comment or text area, and hidden in markdown.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Bodies.SelectMany(body =>
            new[] { body, $"\"'>{body}", $"--></textarea></title></noscript>{body}", $"> - **{body}** _{body}_" }
        ),
    ];
}
