// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "good_copy.h"
#include "store.h"
#include "synchroniser.h"

namespace pulse::replica {

/// Puts the home's good copies in the place of versions that are damaged here, where both sides were known to hold the
/// same bytes: what needs no guess. Used by one thread.
class HomeMender
{
public:
    HomeMender(const Parts &parts, std::stop_token stop);

    /// Says of each such finding that a repair mends it. The home is not asked. Errors: Cancelled, those of the store.
    [[nodiscard]] Result<void> offer(std::vector<Finding> &findings);
    /// Whether anything was offered.
    [[nodiscard]] bool isOffered() const { return !m_agreed.empty(); }
    /// Mends what was offered, and says so in the findings; the damaged files go into the trash. By who has the right
    /// to synchronise. What cannot be mended now says why. Errors: Cancelled.
    [[nodiscard]] Result<void> mend(Storage &home, std::vector<Finding> &findings);
    /// How many versions were mended.
    [[nodiscard]] qint64 mended() const { return m_mended; }
    /// Why nothing of it can be mended now.
    void excuse(const Error &why, std::vector<Finding> &findings) const;
    /// Why nothing of it was tried; it stays offered.
    void postpone(const QString &why, std::vector<Finding> &findings) const;

private:
    [[nodiscard]] bool isOffered(const Finding &finding) const;
    [[nodiscard]] Result<std::optional<VersionFacts>> agreedOf(const VersionKey &key);
    [[nodiscard]] std::optional<Metadata> factsHere(const VersionKey &key);
    [[nodiscard]] Result<GoodCopy> goodCopy(Storage &home, const VersionKey &key);
    [[nodiscard]] Result<void> mend(Storage &home, const VersionKey &key);
    [[nodiscard]] Result<void> exchange(GoodCopy good);
    [[nodiscard]] Result<void> liftLabels(const VersionKey &key, ChangeMark &note);

    const Parts &m_parts;
    const Capabilities m_can;
    const std::stop_token m_stop;
    qint64 m_mended = 0;
    std::map<VersionKey, VersionFacts> m_agreed; ///< what is offered, and what both sides held of it
};

} // namespace pulse::replica
