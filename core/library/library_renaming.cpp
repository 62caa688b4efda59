// SPDX-License-Identifier: Apache-2.0
#include "library_support.h"

#include <QSet>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

using Move = RenamingStorage::Renaming;

bool isIn(QStringView path, QStringView folder)
{
    return folder.isEmpty() || path == folder ||
           (path.size() > folder.size() && path.startsWith(folder) && path[folder.size()] == u'/');
}

std::unexpected<Error> refused(ErrorCode code, const QString &from, const QString &message)
{
    return failure(code, u"rename"_s, from, message + u" Nothing was renamed."_s);
}

Result<Name> targetOf(const QString &path, const QString &from, const QString &to)
{
    const QString rest = path.mid(from.isEmpty() ? 0 : from.size() + 1);
    if (rest.isEmpty())
        return Name::parse(to);
    return Name::parse(to.isEmpty() ? rest : to + u'/' + rest);
}

/// Every move, or why the whole cannot be done.
Result<std::vector<Move>> planMoves(const std::vector<ListItem> &items, const QString &from, const QString &to)
{
    std::vector<Move> moves;
    QSet<QString> staying;
    for (const ListItem &item : items) {
        if (!isIn(item.path, from)) {
            staying.insert(foldCase(item.path));
            continue;
        }
        if (!item.name)
            return refused(ErrorCode::Invalid, from,
                           u"“%1” has no valid name and cannot be moved. Verify the library first."_s.arg(item.path));
        const auto target = targetOf(item.path, from, to);
        if (!target)
            return refused(ErrorCode::Invalid, from,
                           u"“%1” cannot be moved there. %2"_s.arg(item.path, target.error().message()));
        moves.push_back({*item.name, *target});
    }
    for (const Move &move : moves) {
        if (staying.contains(move.to.caseFolded()))
            return refused(
                ErrorCode::AlreadyExists, from,
                u"There is already a prompt called “%1”. Rename that one first, or choose another folder."_s.arg(
                    move.to.toString()));
    }
    return moves;
}

/// Orders the moves so that none goes where another one still has to leave. Inside one folder this is always possible:
/// going up, the shallower leave first; going down is refused before.
void orderMoves(std::vector<Move> &moves)
{
    std::ranges::stable_sort(moves, {}, [](const Move &move) { return move.from.toString().count(u'/'); });
}

} // namespace

Result<void> Library::rename(const Name &from, const Name &to, std::stop_token stop)
{
    RenamingStorage *renaming = capabilities().renaming;
    if (!renaming)
        return cannot(u"rename"_s, from.toString(), u"This library cannot rename prompts."_s);
    return renaming->rename(from, to, std::move(stop));
}

Result<std::vector<RenameResult>> Library::renameFolder(const QString &from, const QString &to,
                                                        const ProgressSink &progress, std::stop_token stop)
{
    RenamingStorage *renaming = capabilities().renaming;
    if (!renaming)
        return cannot(u"rename"_s, from, u"This library cannot rename prompts."_s);
    if (from == to)
        return std::vector<RenameResult>();
    if (isIn(to, from))
        return refused(ErrorCode::Invalid, from,
                       u"The folder “%1” cannot be moved into itself. Choose another place."_s.arg(from));
    const auto survey = surveyOf(*this, stop);
    if (!survey)
        return failure(survey);
    for (const auto &[folder, why] : survey->unreadable) {
        if (isIn(folder, from)) // what is in it would stay behind
            return std::unexpected(why);
    }
    auto moves = planMoves(survey->items, from, to);
    if (!moves)
        return failure(std::move(moves));
    if (moves->empty())
        return failure(ErrorCode::NotFound, u"rename"_s, from,
                       u"There is no folder and no prompt called “%1”."_s.arg(from));
    orderMoves(*moves);

    auto outcomes = renaming->renameMany(*moves, progress, std::move(stop));
    std::vector<RenameResult> results;
    results.reserve(moves->size());
    for (size_t i = 0; i < moves->size(); ++i)
        results.push_back({(*moves)[i].from, (*moves)[i].to, std::move(outcomes[i])});
    report(progress, std::ssize(results), std::ssize(results), {});
    return results;
}

} // namespace pulse
