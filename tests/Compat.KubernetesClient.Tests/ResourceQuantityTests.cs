using k8s;
using k8s.Models;

namespace RL4VLM.Compat.KubernetesClient.Tests;

public sealed class ResourceQuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("100m", "100m")]
    [InlineData("0.1", "100m")]
    [InlineData("1.5", "1500m")]
    [InlineData("1500m", "1500m")]
    [InlineData("2000m", "2")]
    [InlineData("1Gi", "1Gi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1024Ki", "1Mi")]
    [InlineData("512", "512")]
    [InlineData("1000", "1k")]
    [InlineData("1000000k", "1G")]
    [InlineData("12e6", "12e6")]
    [InlineData("12000e3", "12e6")]
    [InlineData("1e3", "1e3")]
    [InlineData("-5Mi", "-5Mi")]
    [InlineData(".5", "500m")]
    [InlineData("1.", "1")]
    [InlineData("0.5Ki", "512")]
    [InlineData("0.1n", "1n")]
    public void The_canonical_form_is_the_API_servers(string text, string canonical)
    {
        ResourceQuantity quantity = text;
        Assert.Equal(canonical, quantity.ToString());
        Assert.Equal(canonical, new ResourceQuantity(canonical).ToString());
        if (!text.EndsWith('n')) Assert.Equal(quantity, new ResourceQuantity(canonical));
    }

    [Theory]
    [InlineData("1.5Gi", 1.5 * (1 << 30))]
    [InlineData("250m", 0.25)]
    [InlineData("3e2", 300)]
    public void It_has_a_value(string text, double value)
    {
        ResourceQuantity quantity = text;
        Assert.Equal((value, (decimal)value, (long)value), (quantity.ToDouble(), quantity.ToDecimal(), quantity.ToInt64()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("lots")]
    [InlineData("1 Gi")]
    [InlineData("1gi")]
    [InlineData("1e999999999")]
    [InlineData("--1")]
    public void What_is_no_quantity_is_refused(string text) => Assert.Throws<FormatException>(() => new ResourceQuantity(text));

    [Fact]
    public void Equal_amounts_are_equal_however_they_are_written()
    {
        Assert.True(new ResourceQuantity("1024Mi") == new ResourceQuantity("1Gi"));
        Assert.True(new ResourceQuantity("1Gi") != new ResourceQuantity("1G"));
        Assert.Equal(new ResourceQuantity("1000m").GetHashCode(), new ResourceQuantity("1").GetHashCode());
        Assert.Equal("1500m", ((ResourceQuantity)1.5m).CanonicalizeString(ResourceQuantity.SuffixFormat.DecimalSI));
    }

    [Fact]
    public void JSON_has_it_as_text_and_reads_numbers_too()
    {
        V1ResourceRequirements resources = KubernetesJson.Deserialize<V1ResourceRequirements>("""{"limits":{"cpu":2,"memory":"1.5Gi","x":0.5,"none":null}}""");
        Assert.Equal("""{"limits":{"cpu":"2","memory":"1536Mi","x":"500m","none":null}}""", KubernetesJson.Serialize(resources));
    }

    [Theory]
    [InlineData("80", "80")]
    [InlineData("\"http\"", "\"http\"")]
    [InlineData("\"25%\"", "\"25%\"")]
    [InlineData("\"80\"", "80")]
    public void An_int_or_string_is_either(string json, string written) => Assert.Equal(written, KubernetesJson.Serialize(KubernetesJson.Deserialize<IntOrString>(json)));
}
