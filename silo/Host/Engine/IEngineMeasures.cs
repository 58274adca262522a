using LoyaltyClub.Contracts;

namespace LoyaltyClub.Host.Engine;

/// <summary>What the engine under the grains counts.</summary>
internal interface IEngineMeasures
{
    IEnumerable<Measure> Measures();
}
