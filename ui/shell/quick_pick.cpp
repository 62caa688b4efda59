// SPDX-License-Identifier: Apache-2.0
#include "quick_pick.h"

#include "match_delegate.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QAbstractListModel>
#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPointer>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

class QuickPick::Model final : public QAbstractListModel
{
public:
    using QAbstractListModel::QAbstractListModel;

    void setItems(std::vector<Item> items)
    {
        beginResetModel();
        m_items = std::move(items);
        endResetModel();
    }
    [[nodiscard]] const std::vector<Item> &items() const { return m_items; }

    [[nodiscard]] int rowCount(const QModelIndex &parent) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_items.size());
    }
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override
    {
        return index.isValid() && item(index).enabled ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
    }
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid())
            return {};
        const Item &shown = item(index);
        switch (role) {
        case Qt::DisplayRole:
            return shown.title;
        case Qt::DecorationRole:
            return shown.icon;
        case Qt::AccessibleTextRole:
            return shown.fact.isEmpty() ? shown.title : shown.title + u", "_s + shown.fact;
        case MatchDelegate::PositionsRole:
            return QVariant::fromValue(shown.matched);
        case MatchDelegate::FactRole:
            return shown.fact;
        default:
            return {};
        }
    }

private:
    [[nodiscard]] const Item &item(const QModelIndex &index) const
    {
        return m_items[static_cast<std::size_t>(index.row())];
    }
    std::vector<Item> m_items;
};

QuickPick::QuickPick(const QString &accessibleName, const QString &placeholder, QWidget *window)
    : QFrame(window)
    , m_field(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_hint(new QLabel(this))
    , m_model(new Model(this))
{
    setFrameStyle(QFrame::StyledPanel | QFrame::Raised);
    setAutoFillBackground(true);
    setAccessibleName(accessibleName);
    m_field->setPlaceholderText(placeholder);
    m_field->setAccessibleName(accessibleName);
    m_field->setClearButtonEnabled(true);
    m_field->addAction(icon("search"_L1), QLineEdit::LeadingPosition);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new MatchDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(accessibleName);
    m_hint->setFont(factFont(font()));
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setContentsMargins(innerSpacing, 0, innerSpacing, 0);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(innerSpacing, innerSpacing, innerSpacing, innerSpacing);
    column->setSpacing(gridUnit);
    column->addWidget(m_field);
    column->addWidget(m_list, 1);
    column->addWidget(m_hint);

    connect(m_field, &QLineEdit::textChanged, this, &QuickPick::edited);
    connect(m_list, &QListView::clicked, this, &QuickPick::accept);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) { focusMoved(now); });
    m_field->installEventFilter(this);
    window->installEventFilter(this);
    hide();
}

QuickPick::~QuickPick() = default;

void QuickPick::popUp()
{
    if (!isVisible())
        m_returnTo = QApplication::focusWidget();
    m_field->clear();
    place();
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
    emit edited(QString());
}

void QuickPick::dismiss()
{
    if (!isVisible())
        return;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    const QPointer<QWidget> back = m_returnTo;
    m_returnTo.clear();
    hide();
    if (hadFocus && back && back->isVisible())
        back->setFocus(Qt::PopupFocusReason);
}

QString QuickPick::typed() const
{
    return m_field->text();
}

int QuickPick::count() const
{
    return m_model->rowCount({});
}

void QuickPick::setItems(std::vector<Item> items, const QString &hint)
{
    m_model->setItems(std::move(items));
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
    place();
    m_list->setCurrentIndex({});
    move(1);
}

void QuickPick::move(int rows)
{
    const int count = m_model->rowCount({});
    if (count == 0)
        return;
    const QModelIndex current = m_list->currentIndex();
    int row = current.isValid() ? current.row() : (rows > 0 ? -1 : count);
    for (int tried = 0; tried < count; ++tried) {
        row = std::abs(rows) == 1 ? (row + rows + count) % count : std::clamp(row + rows, 0, count - 1);
        if (const QModelIndex next = m_model->index(row); next.flags() & Qt::ItemIsEnabled) {
            m_list->setCurrentIndex(next);
            return;
        }
        rows = rows > 0 ? 1 : -1;
    }
}

void QuickPick::accept(const QModelIndex &index)
{
    if (!index.isValid() || !(index.flags() & Qt::ItemIsEnabled))
        return;
    const QVariant data = m_model->items()[static_cast<std::size_t>(index.row())].data;
    dismiss();
    emit picked(data);
}

void QuickPick::focusMoved(QWidget *now)
{
    if (isVisible() && now && now->window() == window() && now != this && !isAncestorOf(now))
        dismiss();
}

void QuickPick::place()
{
    const QWidget *over = parentWidget();
    const int width = std::min(640, over->width() - 2 * groupSpacing);
    const int row = m_list->sizeHintForRow(0) > 0 ? m_list->sizeHintForRow(0) : fontMetrics().height() + 12;
    const int rows = std::clamp(count(), 1, 12);
    const int hint = m_hint->text().isEmpty() ? 0 : m_hint->sizeHint().height() + gridUnit;
    const int frame = 2 * innerSpacing + gridUnit + 2 * frameWidth() + m_field->sizeHint().height() + hint;
    const int height = std::min(frame + rows * row, over->height() - 80);
    setGeometry((over->width() - width) / 2, std::min(72, over->height() / 8), width, height);
}

bool QuickPick::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_PageDown:
        move(10);
        return true;
    case Qt::Key_PageUp:
        move(-10);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        accept(m_list->currentIndex());
        return true;
    case Qt::Key_Escape:
        dismiss();
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace pulse::ui
