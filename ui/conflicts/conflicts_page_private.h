// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/conflicts/conflicts_model.h"
#include "pulse/ui/conflicts/conflicts_page.h"
#include "pulse/ui/diff/comparison_view.h"

#include <QCoreApplication>
#include <QPointer>
#include <QPushButton>
#include <QTreeView>

class QLabel;
class QSplitter;
class QStackedWidget;

namespace pulse::ui {

struct ConflictsPage::Private
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::ConflictsPage)

public:
    Private(ConflictsPage *page, LibrarySession *given, Sides whose, bool merging);

    ConflictsPage *q;
    QPointer<LibrarySession> session;
    Sides sides;
    bool isMerge;
    bool isLoaded = false;
    bool isChoosing = false;
    QString shownId; ///< what the comparison shows

    MessageBar *messages;
    PageHeading *heading;
    ConflictsModel *model;
    QTreeView *list;
    QLabel *story;
    FactLabel *facts;
    ComparisonView *comparison;
    QPushButton *mine;
    QPushButton *theirs;
    QPushButton *both;
    QPushButton *back;
    QPushButton *onward;
    QPushButton *open;
    QPushButton *merge;
    QSplitter *splitter;
    QStackedWidget *stack;
    EmptyState *empty;
    Task<std::vector<Conflict>> loading;
    Task<void> resolving;
    Task<void> undoing;

    void build();
    void buildList();
    void connectParts();
    [[nodiscard]] const Conflict *current() const;
    void show(std::vector<Conflict> conflicts);
    void fitList();
    void showCurrent();
    void showState();
    void explainChoices(const Conflict *conflict);
    [[nodiscard]] QString sideFacts(const Conflict &conflict) const;
    void load();
    void resolve(const Conflict &conflict, Choice choice);
    void tellChosen(const Conflict &conflict, Choice choice);
};

} // namespace pulse::ui
