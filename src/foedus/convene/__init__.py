"""A convention: delegates by seat and by lot, opinions, participation, agendas, ratification.

Equal footing is three things, and they are shown apart throughout: of units (each region weighs
the same), of citizens (each person weighs the same), of access (who was invited, was present, may
initiate, may veto the agenda).
"""
