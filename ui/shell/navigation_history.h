// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/name.h"
#include "pulse/model/version.h"

#include <QString>
#include <optional>
#include <vector>

namespace pulse::ui {

/// Where the person was: a prompt, or one version of it, in one of the open libraries.
struct Place
{
    QString library; ///< its URL
    Name name;
    std::optional<Version> version; ///< empty: the latest, with its draft

    friend bool operator==(const Place &, const Place &) = default;
};

/// The way back and forward, as in a browser: going somewhere new cuts off what lay ahead. Keeps the last 100 places.
class NavigationHistory
{
public:
    /// Does nothing when that is where the person already is.
    void visit(const Place &place);
    [[nodiscard]] bool canGoBack() const { return m_at > 0; }
    [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_places.size(); }
    /// Only when they can.
    const Place &back() { return m_places[--m_at]; }
    const Place &forward() { return m_places[++m_at]; }

    /// Each prompt once, the last visited first.
    [[nodiscard]] std::vector<Place> recent() const;
    /// Takes out the places of a library that was closed, or of a prompt that is gone.
    void forget(const QString &library, const std::optional<Name> &name = {});
    void renamed(const QString &library, const Name &from, const Name &to);

private:
    std::vector<Place> m_places;
    std::size_t m_at = 0;
};

} // namespace pulse::ui
