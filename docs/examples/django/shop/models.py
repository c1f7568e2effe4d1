"""The models of a small shop."""

from django.db import models


class Customer(models.Model):
    email = models.EmailField(max_length=200, unique=True)
    notes = models.TextField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    state = models.CharField(max_length=20, db_default="draft")
    total = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(total__gte=0), name="order_total_check"),
        ]
        indexes = [models.Index(fields=["customer", "state"], name="order_customer_idx")]
