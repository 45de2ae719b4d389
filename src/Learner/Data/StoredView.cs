using RL4VLM.Core.Imaging;

namespace RL4VLM.Learner.Data;

/// <summary>What the vision tower is shown, kept as bytes: a quarter of the memory that normalised pixels take.</summary>
/// <param name="Image">[height, width, 3] uint8, resized and cropped, not yet normalised.</param>
/// <param name="Key">Equal keys promise equal pictures.</param>
public sealed record StoredView(RgbImage Image, ulong Key);
