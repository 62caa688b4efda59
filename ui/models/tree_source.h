// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/catalogue.h"

#include <optional>
#include <vector>

namespace pulse::ui {

/// The order of names in a folder: ignoring case, runs of digits by their value; names that this holds equal by their
/// UTF-16 units. Negative, zero (equal texts only) or positive.
[[nodiscard]] int compareNaturally(QStringView a, QStringView b);

/// A snapshot, or those of its entries that match a filter, read as folders. The entries' order by path puts all that
/// lies below a folder in one piece, so that children are found by leaping from one to the next.
class TreeSource
{
public:
    struct Child
    {
        QString name; ///< one segment
        bool isPrompt = false;
        bool isFolder = false;
    };

    TreeSource() = default;
    explicit TreeSource(Catalogue catalogue)
        : m_catalogue(std::move(catalogue))
    {}
    /// `matches`: positions in the catalogue, ascending.
    TreeSource(Catalogue catalogue, std::vector<quint32> matches)
        : m_catalogue(std::move(catalogue))
        , m_matches(std::move(matches))
    {}

    [[nodiscard]] qsizetype size() const;
    /// What lies directly in the folder, in its order; the empty folder is the root.
    [[nodiscard]] std::vector<Child> children(const QString &folder) const;
    /// What that child is; neither prompt nor folder when there is none.
    [[nodiscard]] Child child(const QString &folder, const QString &name) const;
    /// The positions of all that lies below the folder: from the first up to, without, the last.
    [[nodiscard]] std::pair<qsizetype, qsizetype> below(const QString &folder) const;
    [[nodiscard]] const CatalogueEntry &at(qsizetype position) const;

private:
    [[nodiscard]] qsizetype lowerBound(QStringView path, qsizetype from = 0) const;

    Catalogue m_catalogue;
    std::optional<std::vector<quint32>> m_matches;
};

} // namespace pulse::ui
