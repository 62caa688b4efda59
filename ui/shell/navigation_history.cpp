// SPDX-License-Identifier: Apache-2.0
#include "navigation_history.h"

namespace pulse::ui {

namespace {
constexpr std::size_t keptPlaces = 100;
}

void NavigationHistory::visit(const Place &place)
{
    if (!m_places.empty() && m_places[m_at] == place)
        return;
    if (!m_places.empty())
        m_places.resize(m_at + 1, place);
    m_places.push_back(place);
    if (m_places.size() > keptPlaces)
        m_places.erase(m_places.begin());
    m_at = m_places.size() - 1;
}

std::vector<Place> NavigationHistory::recent() const
{
    std::vector<Place> found;
    for (auto place = m_places.rbegin(); place != m_places.rend(); ++place) {
        const auto same = [&](const Place &other) {
            return other.library == place->library && other.name == place->name;
        };
        if (std::ranges::none_of(found, same))
            found.push_back(*place);
    }
    return found;
}

void NavigationHistory::forget(const QString &library, const std::optional<Name> &name)
{
    std::vector<Place> kept;
    std::size_t at = 0;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        const Place &place = m_places[i];
        const bool gone = place.library == library && (!name || place.name == *name);
        if (!gone && (kept.empty() || kept.back() != place))
            kept.push_back(place);
        if (i == m_at)
            at = kept.empty() ? 0 : kept.size() - 1;
    }
    m_places = std::move(kept);
    m_at = at;
}

void NavigationHistory::renamed(const QString &library, const Name &from, const Name &to)
{
    for (Place &place : m_places) {
        if (place.library == library && place.name == from)
            place.name = to;
    }
}

} // namespace pulse::ui
