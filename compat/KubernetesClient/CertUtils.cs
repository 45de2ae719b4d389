using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Exceptions;

namespace k8s;

internal static class CertUtils
{
    public static X509Certificate2Collection LoadPemFileCert(string file) => LoadPem(File.ReadAllText(file), file);

    public static X509Certificate2Collection LoadPem(string text, string source)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException failure)
        {
            throw new KubeConfigException($"{source} is not a PEM certificate: {failure.Message}", failure);
        }
        return certificates.Count > 0 ? certificates : throw new KubeConfigException($"{source} holds no PEM certificate");
    }

    /// <summary>The client certificate with its key, null when the configuration has none.</summary>
    public static X509Certificate2 GetClientCert(KubernetesClientConfiguration config)
    {
        var certificate = Pem(config.ClientCertificateFilePath, config.ClientCertificateData, "client-certificate-data");
        var key = Pem(config.ClientKeyFilePath, config.ClientCertificateKeyData, "client-key-data");
        if (certificate is null || key is null) return null;
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (CryptographicException failure)
        {
            throw new KubeConfigException($"the client certificate and its key do not fit: {failure.Message}", failure);
        }
    }

    /// <summary>The text in a field of base64.</summary>
    public static string FromBase64(string data, string field)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(data));
        }
        catch (FormatException failure)
        {
            throw new KubeConfigException($"{field} is not base64", failure);
        }
    }

    private static string Pem(string path, string data, string field) =>
        !string.IsNullOrWhiteSpace(path) ? File.ReadAllText(path)
        : !string.IsNullOrWhiteSpace(data) ? FromBase64(data, field)
        : null;
}
