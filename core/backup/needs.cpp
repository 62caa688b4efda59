// SPDX-License-Identifier: Apache-2.0
#include "needs.h"

#include "pulse/base/cancellation.h"

namespace pulse::backup {

Result<void> Needs::add(const Checksum &listing, const OnVersion &onVersion, const std::stop_token &stop)
{
    std::optional<Error> problem;
    auto done = addAll(
        listing, onVersion,
        [&](const QString &, const Error &error) {
            if (!problem)
                problem = error;
        },
        stop);
    if (done && problem)
        return std::unexpected(*problem);
    return done;
}

Result<void> Needs::addAll(const Checksum &listing, const OnVersion &onVersion, const OnProblem &onProblem,
                           const std::stop_token &stop)
{
    if (!m_records.insert(listing).second)
        return {};
    const auto parts = m_reader.parts(listing);
    if (!parts)
        onProblem({}, parts.error());
    for (const ListedPart &part : parts ? *parts : std::vector<ListedPart>()) {
        if (auto go = checkCancelled(stop, m_operation); !go)
            return go;
        if (!m_records.insert(part.list).second)
            continue;
        const auto list = m_reader.list(part.list);
        if (!list)
            onProblem({}, list.error());
        for (const ListedPrompt &prompt : list ? *list : std::vector<ListedPrompt>()) {
            if (!m_records.insert(prompt.record).second)
                continue;
            const auto record = m_reader.record(prompt.record);
            if (!record) {
                onProblem(QString::fromUtf8(prompt.name), record.error());
                continue;
            }
            for (const RecordedVersion &version : record->versions) {
                m_contents.insert(version.checksum);
                if (onVersion)
                    onVersion(*record, version);
            }
        }
    }
    return {};
}

} // namespace pulse::backup
